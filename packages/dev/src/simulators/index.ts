export type { CallbackFault, Delivery } from './callback-post.ts';
export { TokenService } from './token-service.ts';
export { TokenSmtp } from './token-smtp.ts';
export type { ApiFault } from './vendor-server.ts';
export { WechatSimulator } from './wechat/official-account.ts';
export type { WechatPerson } from './wechat/official-state.ts';
export { WecomSimulator } from './wecom/customer-service.ts';
export type { WecomCustomer } from './wecom/service-state.ts';
